package io.metal3.ipam.bench;

import java.util.List;
import java.util.function.Function;

/** How fast the API server takes the same writes when there is no manager, for one kind of claim, at one moment of the whole run. */
record Floor(ClaimKind kind, Step.Result serve, Step.Result release) {

    /** Claims in a second over all moments: the machine is not equally fast all the time. */
    static double mean(List<Floor> floors, ClaimKind kind, Function<Floor, Step.Result> step) {
        return floors.stream()
                .filter(floor -> floor.kind() == kind)
                .map(step)
                .mapToDouble(Step.Result::perSecond)
                .average()
                .orElse(Double.NaN);
    }
}
