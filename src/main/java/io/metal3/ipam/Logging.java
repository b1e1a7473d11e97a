package io.metal3.ipam;

import java.util.Locale;

/** Sets what {@code logback.xml} leaves open. Has an effect only before the first logger of the process is made. */
final class Logging {

    static final String FORMAT = "ipam.log.format";
    static final String OURS = "ipam.log.ours";
    static final String LIBRARIES = "ipam.log.libraries";

    /** klog's level for debugging, as Cluster API's managers use it. */
    private static final int DEBUG_OURS = 4;

    private static final int INFO_LIBRARIES = 5;
    private static final int DEBUG_LIBRARIES = 6;

    private Logging() {}

    static void apply(Flags.Log log) {
        System.setProperty(FORMAT, log.format().name().toLowerCase(Locale.ROOT));
        System.setProperty(OURS, log.verbosity() >= DEBUG_OURS ? "DEBUG" : "INFO");
        System.setProperty(LIBRARIES, librariesLevel(log.verbosity()));
    }

    private static String librariesLevel(int verbosity) {
        if (verbosity >= DEBUG_LIBRARIES) {
            return "DEBUG";
        }
        return verbosity >= INFO_LIBRARIES ? "INFO" : "WARN";
    }
}
