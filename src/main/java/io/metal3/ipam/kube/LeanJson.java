package io.metal3.ipam.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * How the client reads what the API server sends: everything but {@code metadata.managedFields}. They tell which program has set
 * which field, nobody here asks, and they are more than half of an object: to read each object of a watch cost twice as much.
 */
final class LeanJson {

    private static final String MANAGED_FIELDS = "managedFields";
    private static final String METADATA = "metadata";

    private LeanJson() {}

    /** Makes the parsers of one client. */
    static JsonFactory factory(StreamReadConstraints constraints) {
        return new Factory().setStreamReadConstraints(constraints);
    }

    private static final class Factory extends JsonFactory {
        private static final long serialVersionUID = 1L;

        @Override
        protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
            return new Parser(super._createParser(in, context));
        }

        @Override
        protected JsonParser _createParser(Reader reader, IOContext context) throws IOException {
            return new Parser(super._createParser(reader, context));
        }

        @Override
        protected JsonParser _createParser(char[] data, int offset, int length, IOContext context, boolean recyclable)
                throws IOException {
            return new Parser(super._createParser(data, offset, length, context, recyclable));
        }

        @Override
        protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
            return new Parser(super._createParser(data, offset, length, context));
        }
    }

    private static final class Parser extends JsonParserDelegate {

        Parser(JsonParser parser) {
            super(parser);
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            var token = delegate.nextToken();
            while (token == JsonToken.FIELD_NAME && isManagedFields()) {
                delegate.nextToken();
                delegate.skipChildren();
                token = delegate.nextToken();
            }
            return token;
        }

        /** Of the metadata of an object, whichever: not a label that is called so. */
        private boolean isManagedFields() throws IOException {
            if (!MANAGED_FIELDS.equals(delegate.currentName())) {
                return false;
            }
            var around = delegate.getParsingContext().getParent();
            return around != null && METADATA.equals(around.getCurrentName());
        }

        @Override
        public @Nullable JsonToken nextValue() throws IOException {
            var token = nextToken();
            return token == JsonToken.FIELD_NAME ? nextToken() : token;
        }
    }
}
