package io.metal3.ipam.controlplane;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens control planes: the entry of this package. */
public final class ControlPlanes {

    private static final Logger LOGGER = LoggerFactory.getLogger(ControlPlanes.class);

    private ControlPlanes() {}

    /**
     * The first control plane that works for the purpose; throws, with a sentence for each way, when none does. With
     * {@code -Dcontrolplane.way=in-jvm}, or the name of any other way in small letters with dashes, no other is tried.
     */
    public static ControlPlane open(Purpose purpose) {
        Environment environment = Environment.here();
        List<Plan.Step> plan = Plan.of(purpose, environment);
        String way = System.getProperty("controlplane.way", "");
        return open(way.isEmpty() ? plan : Plan.only(Way.named(way), plan), new Opener(purpose, environment, CacheFolder.ofThisUser()));
    }

    private static ControlPlane open(List<Plan.Step> plan, Opener opener) {
        var passedOver = new ArrayList<String>();
        for (Plan.Step step : plan) {
            switch (step) {
                case Plan.Pass(Way way, String why) -> passedOver.add(way + ": " + why);
                case Plan.Try(Way way) -> {
                    switch (opener.attempt(way)) {
                        case Attempt.Opened(ControlPlane controlPlane) -> {
                            LOGGER.info("Control plane: {}.{}", controlPlane.describe(), listed(passedOver));
                            return controlPlane;
                        }
                        case Attempt.Refused(String why) -> passedOver.add(way + ": " + why);
                    }
                }
            }
        }
        throw new IllegalStateException("No control plane can be had here." + listed(passedOver)
                + "\nTo get one, put Go on the path, or name a cluster with -Dcontrolplane.kubeconfig=FILE.");
    }

    private static String listed(List<String> passedOver) {
        return passedOver.isEmpty() ? "" : "\nNot taken:\n  - " + String.join("\n  - ", passedOver);
    }
}
