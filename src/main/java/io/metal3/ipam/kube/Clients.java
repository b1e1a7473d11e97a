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

/**
 * How a client has to read what the API server has. An object that cannot be read does not only stop itself: a list or a watch with
 * it in it ends, and with that the view of all the others. So whatever the API server takes is read, as far as it fits.
 */
public final class Clients {

    /** More than the API server takes in one object, of anything. */
    private static final int NO_LIMIT = 64 * 1024 * 1024;

    /** Deeper than the parser of the API server goes. */
    private static final int DEEPEST = 11_000;

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal SMALLEST = BigDecimal.valueOf(Long.MIN_VALUE);

    private Clients() {}

    /**
     * For one client that lists or watches what users write.
     *
     * @param kinds what the client watches. Each event of another kind is read twice: as an object of any kind, then as that
     */
    public static KubernetesSerialization serialization(Collection<Class<? extends HasMetadata>> kinds) {
        var factory = LeanJson.factory(StreamReadConstraints.builder()
                .maxNameLength(NO_LIMIT)
                .maxStringLength(NO_LIMIT)
                .maxNestingDepth(DEEPEST)
                .build());
        var numbers = new SimpleModule("numbers of any size");
        numbers.addDeserializer(Long.class, new Saturating());
        // Not all that the library knows: to look for some hundred kinds that are never met would be a tenth of the start.
        var serialization = new KubernetesSerialization(
                JsonMapper.builder(factory).addModule(numbers).build(), false);
        serialization.registerKubernetesResource(Status.class);
        kinds.forEach(serialization::registerKubernetesResource);
        return serialization;
    }

    /** A whole number in a schema may be larger than the field that it is read into: then it is the largest that fits. */
    private static final class Saturating extends StdDeserializer<Long> {

        private static final long serialVersionUID = 1L;

        Saturating() {
            super(Long.class);
        }

        @Override
        public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
                return parser.getDecimalValue().min(LARGEST).max(SMALLEST).longValue();
            }
            return _parseLongPrimitive(parser, context);
        }
    }
}
