package dev.baton.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets waits of tests that name no limit last half a minute: they end when what is awaited happens, and Awaitility's ten
 * seconds are too short on a machine that is busy with other things. JUnit finds this class by its service file.
 */
public final class Patience implements LauncherSessionListener {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
