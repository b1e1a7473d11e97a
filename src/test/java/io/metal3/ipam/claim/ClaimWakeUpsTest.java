package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AllocationResult;
import io.metal3.ipam.testing.ClaimBuilder;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.claim.Desk.request;
import static io.metal3.ipam.claim.Desk.stored;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;

class ClaimWakeUpsTest {

    @AutoClose
    private final Desk desk = new Desk();

    static Stream<ClaimBuilder> claims() {
        return Stream.of(aClaim("a"), aClaim("a").remembering("10.0.0.1"));
    }

    /** Nobody would take it out of the line any more, and whoever came after it would wait for ever. */
    @ParameterizedTest
    @MethodSource("claims")
    void aClaimThatGoesWhileItsPoolChangesKeepsNothingFromOthers(ClaimBuilder claim) throws Exception {
        desk.show(aPool("pool").range("10.0.0.1", "10.0.0.1"));
        try (var watch = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 3_000; i++) {
                desk.store.put("ns/a", stored(claim));
                var together = new CyclicBarrier(2);
                var goes = watch.submit(() -> {
                    together.await();
                    var gone = Objects.requireNonNull(desk.store.remove("ns/a"));
                    desk.processor.gone(gone);
                    return gone;
                });
                together.await();
                desk.wakeUps.poolChanged(Desk.pool("pool"));
                goes.get();

                var later = request("later", "pool");
                assertThat(desk.allocator.allocate(later)).isInstanceOf(AllocationResult.Reserved.class);
                desk.allocator.giveBack(later.claim(), number -> true);
            }
        }
    }
}
