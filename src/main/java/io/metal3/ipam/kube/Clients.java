package io.metal3.ipam.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.function.Function;

/**
 * How a client has to read what the API server has. An object that cannot be read does not only stop itself: a list or a watch with
 * it in it ends, and with that the view of all the others. So whatever the API server takes is read, as far as it fits.
 */
public final class Clients {

    /** More than the API server takes in one object, of anything. */
    private static final int NO_LIMIT = 64 * 1024 * 1024;

    /** Deeper than the parser of the API server goes. */
    private static final int DEEPEST = 11_000;

    /** Of what the API server sends. */
    static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNameLength(NO_LIMIT)
            .maxStringLength(NO_LIMIT)
            .maxNestingDepth(DEEPEST)
            .build();

    private Clients() {}

    /**
     * For one client that lists or watches what users write.
     *
     * @param kinds what the client watches. Each event of another kind is read twice: as an object of any kind, then as that
     */
    public static KubernetesSerialization serialization(Collection<Class<? extends HasMetadata>> kinds) {
        var factory = LeanJson.factory(LIMITS);
        var numbers = new SimpleModule("numbers of any size");
        numbers.addDeserializer(Long.class, new Saturating<>(Long.class, Long.MIN_VALUE, Long.MAX_VALUE, BigDecimal::longValue));
        numbers.addDeserializer(
                Integer.class, new Saturating<>(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, BigDecimal::intValue));
        var mapper = JsonMapper.builder(factory).build();
        // Not all that the library knows: to look for some hundred kinds that are never met would be a tenth of the start.
        var serialization = new KubernetesSerialization(mapper, false);
        // After the library's own modules, one of which has its way with an Integer too.
        mapper.registerModule(numbers);
        serialization.registerKubernetesResource(Status.class);
        serialization.registerKubernetesResource(KindDefinition.class);
        kinds.forEach(serialization::registerKubernetesResource);
        return serialization;
    }

    /** A whole number in a schema may be larger than the field that it is read into: then it is the largest that fits. */
    private static final class Saturating<N extends Number> extends StdDeserializer<N> {

        private static final long serialVersionUID = 1L;

        private final BigDecimal smallest;
        private final BigDecimal largest;
        private final transient Function<BigDecimal, N> narrow;

        Saturating(Class<N> type, long smallest, long largest, Function<BigDecimal, N> narrow) {
            super(type);
            this.smallest = BigDecimal.valueOf(smallest);
            this.largest = BigDecimal.valueOf(largest);
            this.narrow = narrow;
        }

        @Override
        public N deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            var number = parser.currentToken() == JsonToken.VALUE_NUMBER_INT || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
                    ? parser.getDecimalValue()
                    : BigDecimal.valueOf(_parseLongPrimitive(parser, context));
            return narrow.apply(number.min(largest).max(smallest));
        }
    }
}
