package io.metal3.ipam.capi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.claim.FrontDoor;
import io.metal3.ipam.claim.Surroundings;
import io.metal3.ipam.kube.KindWatch;
import io.metal3.ipam.kube.Namespaces;
import io.metal3.ipam.kube.Operators;
import io.metal3.ipam.kube.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves Cluster API's IPAddressClaims while their kinds are installed: from the start, or from the moment they appear, until they
 * go. Thread-safe.
 */
public final class CapiFrontDoor implements AutoCloseable {

    /** The version that is spoken where it is served. */
    static final String CURRENT = "v1beta2";

    private static final Logger LOGGER = LoggerFactory.getLogger(CapiFrontDoor.class);
    private static final List<String> VERSIONS = List.of(CURRENT, "v1beta1");

    private static final long RETRY_SECONDS = 1;

    private final Operators operators;
    private final Surroundings surroundings;
    private final KindWatch claims;
    private final KindWatch addresses;

    /** Opens and closes, one at a time: listing all there is may take a while. */
    private final ScheduledExecutorService doorkeeper = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "cluster-api");
        thread.setDaemon(true);
        return thread;
    });

    private volatile Optional<String> claimVersion = Optional.empty();
    private volatile Optional<String> addressVersion = Optional.empty();
    private volatile @Nullable CapiDoor door;

    @GuardedBy("this")
    private boolean serving;

    public CapiFrontDoor(Operators operators, Surroundings surroundings) {
        this.operators = operators;
        this.surroundings = surroundings;
        claims = new KindWatch(operators.client(), "ipaddressclaims." + CapiIPAddressClaim.GROUP, VERSIONS, version -> {
            claimVersion = version;
            changed();
        });
        addresses = new KindWatch(operators.client(), "ipaddresses." + CapiIPAddressClaim.GROUP, VERSIONS, version -> {
            addressVersion = version;
            changed();
        });
    }

    /** Returns when all there is of these kinds has been listed, or when it is clear that they are not installed. */
    public synchronized void list() {
        claimVersion = claims.start();
        addressVersion = addresses.start();
        version().ifPresentOrElse(
                this::makeDoor,
                () -> LOGGER.info("Cluster API's IPAddressClaims are not installed; they are served as soon as they are"));
    }

    /** Begins to serve; the door, if there is one, has begun already. */
    public synchronized void open() {
        serving = true;
        if (door != null) {
            door.open();
        }
    }

    /** The door, while the kinds are installed. */
    public Optional<FrontDoor<?, ?>> door() {
        var current = door;
        return current == null ? Optional.empty() : Optional.of(current.door());
    }

    /** Whether there is any claim where we look for them, though there may be no door to it yet: a fresh read. */
    public boolean isAnyClaim() {
        return isAny(CapiIPAddressClaim.class, CapiIPAddress.class)
                || isAny(CapiIPAddressClaim.V1Beta1.class, CapiIPAddress.V1Beta1.class);
    }

    private boolean isAny(Class<? extends CapiIPAddressClaim> claim, Class<? extends CapiIPAddress> address) {
        try {
            if (!Namespaces.haveAny(operators.namespace(), operators.client(), claim)) {
                return false;
            }
            // It fails where they are not served in this version: then no door is opened to the claims either.
            var unused = Namespaces.haveAny(operators.namespace(), operators.client(), address);
            return true;
        } catch (KubernetesClientException e) {
            return switch (Refusal.of(e)) {
                // Who may not see them does not serve them.
                case NOT_FOUND, REFUSED -> false;
                case ALREADY_EXISTS, CHANGED, UNKNOWN -> throw e;
            };
        }
    }

    @Override
    public void close() {
        claims.close();
        addresses.close();
        doorkeeper.shutdownNow();
        closeDoor();
    }

    private Optional<String> version() {
        return claimVersion.filter(version -> version.equals(addressVersion.orElse(null)));
    }

    private void changed() {
        doorkeeper.execute(this::changeDoor);
    }

    private void changeDoor() {
        closeDoor();
        try {
            version().ifPresentOrElse(
                    this::openLate, () -> LOGGER.warn("Cluster API's IPAddressClaims are not installed any more"));
        } catch (RuntimeException e) {
            // A kind that has just been installed may answer 404 for a moment.
            LOGGER.warn("Cluster API's IPAddressClaims cannot be listed; trying again", e);
            var unused = doorkeeper.schedule(this::changeDoor, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void openLate(String version) {
        makeDoor(version);
        if (serving && door != null) {
            door.door().begin();
            door.open();
        }
    }

    private void makeDoor(String version) {
        LOGGER.info("Serving {}/{}", CapiIPAddressClaim.GROUP, version);
        var made = CapiDoor.of(version, operators, surroundings, this::changed);
        door = made;
        made.list();
    }

    private synchronized void closeDoor() {
        var old = door;
        door = null;
        if (old != null) {
            old.close();
        }
    }
}
