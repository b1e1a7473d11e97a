package io.metal3.ipam.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What an object has become by a write: all that the answer tells and we do not know already. The rest of the answer is what we
 * have just sent, with who manages which field of it; to read that into objects would be most of what a write costs us.
 */
public record Written(String uid, String resourceVersion) {

    private static final JsonFactory JSON = new JsonFactory().setStreamReadConstraints(Clients.LIMITS);

    /** Reads the object that an answer consists of. */
    static Written of(byte[] answer) throws IOException {
        try (var parser = JSON.createParser(answer)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (var field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                    parser.nextToken();
                    if ("metadata".equals(field)) {
                        return ofMetadata(parser);
                    }
                    parser.skipChildren();
                }
            }
        }
        throw new IOException("the answer is no object with metadata");
    }

    private static Written ofMetadata(JsonParser parser) throws IOException {
        String uid = null;
        String version = null;
        for (var field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            var value = text(parser);
            if ("uid".equals(field)) {
                uid = value;
            } else if ("resourceVersion".equals(field)) {
                version = value;
            }
            if (uid != null && version != null) {
                return new Written(uid, version);
            }
        }
        throw new IOException("the answer names no uid or no resourceVersion");
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }
}
