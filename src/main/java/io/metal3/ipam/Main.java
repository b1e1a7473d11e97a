package io.metal3.ipam;

import org.slf4j.LoggerFactory;

/** Runs the manager as a process of its own, until it is told to stop. */
@SuppressWarnings("SystemOut")
public final class Main {

    /** As for any program: the command line is wrong. */
    private static final int USAGE = 2;

    /** Time for the log to be written; what is left of the lease when the lead is lost is longer. */
    private static final long GRACE_MILLIS = 500;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        switch (Flags.parse(arguments)) {
            case Flags.Parsed.Help(var text) -> System.out.print(text);
            case Flags.Parsed.Wrong(var sentence) -> {
                System.err.println(sentence);
                System.exit(USAGE);
            }
            case Flags.Parsed.Run(var flags) -> run(flags);
        }
    }

    private static void run(Flags flags) throws InterruptedException {
        // Before anything else: the first logger that is made reads it.
        Logging.apply(flags.log());
        var process = new ManagerProcess(flags, Main::haltAfterGrace);
        Runtime.getRuntime().addShutdownHook(new Thread(process::close, "stop"));
        try {
            process.start();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Main.class).error("The manager cannot start", e);
            System.exit(1);
        }
        process.awaitStop();
    }

    /** No exit: its hooks would wait for work that must not go on. */
    private static void haltAfterGrace() {
        try {
            Thread.sleep(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
