package dev.baton.syncmonitor.adapter.file;

import dev.baton.syncmonitor.domain.sampling.BudgetStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A small file for each key of a provider, named by the account's digest; it holds a number and a time, no key. */
public final class BudgetFiles implements BudgetStore {

    /** After a day every budget is whole again, whatever was used before. */
    private static final Duration LONGEST = Duration.ofDays(2);

    private static final int FORMAT = 1;

    private final SmallFiles<Kept> files;

    /**
     * @param directory is made where it is missing
     * @param now files that were not touched in two days before that are removed
     */
    public BudgetFiles(Path directory, Instant now) {
        files = new SmallFiles<>(directory, Kept.class, "what was used of the budget (evm.budget)");
        files.removeBefore(now.minus(LONGEST));
    }

    /** The content of a file. */
    record Kept(int format, Remainder remainder) {
        Kept {
            Objects.requireNonNull(remainder, "nothing is said to be left");
        }
    }

    @Override
    public Optional<Remainder> load(String account) {
        return files.read(account).filter(kept -> kept.format() == FORMAT).map(Kept::remainder);
    }

    @Override
    public void save(String account, Remainder remainder) {
        files.write(account, new Kept(FORMAT, remainder));
    }
}
