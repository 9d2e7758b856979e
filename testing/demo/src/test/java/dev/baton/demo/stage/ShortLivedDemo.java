package dev.baton.demo.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that starts a guard and something detached, as the demo does, and waits to be killed. */
final class ShortLivedDemo {

    private ShortLivedDemo() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Guard.watch(Path.of(args[0]));
        var builder = new ProcessBuilder("setsid", "sleep", "300")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(Leftovers.MARK, args[0]);
        builder.start();
        System.out.print('!');
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
