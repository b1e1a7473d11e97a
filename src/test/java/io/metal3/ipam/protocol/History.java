package io.metal3.ipam.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that ever happened to the objects of one kind, which is what a watch shows. */
final class History {

    /** What is stored, in one version. */
    sealed interface Stored permits ClaimState, AddressState, ModelServer.PoolState {
        Object key();
    }

    /** An object that was made or changed, or the last version of one that is gone. */
    record Event(boolean gone, Stored object) {}

    private final List<Event> events = new ArrayList<>();

    void add(boolean gone, Stored object) {
        events.add(new Event(gone, object));
    }

    int size() {
        return events.size();
    }

    Event get(int index) {
        return events.get(index);
    }

    /** What there was when so many things had happened. */
    Collection<Stored> after(int first) {
        Map<Object, Stored> objects = new LinkedHashMap<>();
        for (int i = 0; i < first; i++) {
            var event = events.get(i);
            if (event.gone()) {
                objects.remove(event.object().key());
            } else {
                objects.put(event.object().key(), event.object());
            }
        }
        return objects.values();
    }
}
