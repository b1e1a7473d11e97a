package io.metal3.ipam.faults;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears each charge once more, before somebody who needs no watch to know what there was. Thread-safe. */
final class Appeals {

    private static final Logger LOGGER = LoggerFactory.getLogger(Appeals.class);

    private final Optional<Past> past;
    private final Map<Charge, Boolean> standing = new HashMap<>();

    /**
     * Before this one.
     *
     * @param past empty, if there is nobody: then every charge stands
     */
    Appeals(Optional<Past> past) {
        this.past = past;
    }

    /** In words, those that stand. One that cannot be heard just now is not among them, and is {@link #unheard}. */
    synchronized List<String> standing(List<Charge> charges) {
        charges.forEach(this::hear);
        return charges.stream().filter(charge -> standing.getOrDefault(charge, false)).map(Charge::words).toList();
    }

    synchronized long unheard(List<Charge> charges) {
        return charges.stream().filter(charge -> !standing.containsKey(charge)).count();
    }

    synchronized long refuted() {
        return standing.values().stream().filter(stands -> !stands).count();
    }

    private void hear(Charge charge) {
        if (standing.containsKey(charge)) {
            return;
        }
        try {
            boolean stands = past.isEmpty() || charge.stands().test(past.get());
            standing.put(charge, stands);
            if (!stands) {
                LOGGER.warn("Watches and lists tell what was not so: {}", charge.words());
            }
        } catch (UncheckedIOException e) {
            LOGGER.debug("To be heard later: {}", charge.words(), e);
        } catch (IllegalStateException e) {
            LOGGER.warn("Nobody remembers, so it stands: {}", charge.words(), e);
            standing.put(charge, true);
        }
    }
}
