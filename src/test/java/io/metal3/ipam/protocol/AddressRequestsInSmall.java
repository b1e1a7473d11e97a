package io.metal3.ipam.protocol;

import io.metal3.ipam.address.AddressKind;
import io.metal3.ipam.address.AddressObjects;
import io.metal3.ipam.allocator.ObjectKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The port of the addresses. */
final class AddressRequestsInSmall implements AddressObjects<ModelAddress> {

    private final int door;
    private final AddressKind<ModelAddress> kind;
    private final ModelServer server;
    private final Wire wire;
    private final Story story;
    private final Runnable onItsWay;

    /**
     * A port without memory.
     *
     * @param onItsWay what happens while the answer to a list is on its way
     */
    AddressRequestsInSmall(
            int door, AddressKind<ModelAddress> kind, ModelServer server, Wire wire, Story story, Runnable onItsWay) {
        this.door = door;
        this.kind = kind;
        this.server = server;
        this.wire = wire;
        this.story = story;
        this.onItsWay = onItsWay;
    }

    @Override
    public AddressKind<ModelAddress> kind() {
        return kind;
    }

    @Override
    public Optional<ModelAddress> get(ObjectKey key) {
        return wire.read(() -> "reads " + key.name(), () -> server.find(key)).map(ModelAddress::new);
    }

    /** Not a point to stop at: whoever reads holds a lock that others may wait for. What happens meanwhile happens here. */
    @Override
    public Page<ModelAddress> page(@Nullable String namespace, long size, @Nullable String from) {
        story.tell(() -> "all addresses of kind " + kind.name() + " are read");
        var all = server.addresses.values().stream()
                .filter(address -> ModelServer.door(address.key()) == door)
                .map(ModelAddress::new)
                .toList();
        var answer = new Page<>(all, server.version(), null);
        onItsWay.run();
        return answer;
    }

    @Override
    public void letGo(ModelAddress object) {
        var key = kind.key(object);
        wire.write(
                () -> "takes its finalizer off " + key.name(),
                () -> server.takeFinalizerOff(key, object.getMetadata().getUid()));
    }
}
