package io.metal3.ipam.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the API server, which speaks no more HTTP than that needs. A client of the usual size would cost as much as
 * what is measured. For one thread.
 */
final class Wire implements AutoCloseable {

    private static final int BUFFER = 16_384;

    /** How a connection is made, and who asks. */
    record Endpoint(URI server, SocketFactory sockets, @Nullable String token) {
        Wire connect() throws IOException {
            return new Wire(this);
        }
    }

    /** What the API server says to one request. */
    record Answer(int code, String body) {
        boolean isSuccess() {
            return code >= 200 && code < 300;
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final String commonHeaders;

    private Wire(Endpoint endpoint) throws IOException {
        socket = endpoint.sockets().createSocket(endpoint.server().getHost(), endpoint.server().getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        commonHeaders = "Host: " + endpoint.server().getAuthority() + "\r\nAccept: application/json\r\n"
                + (endpoint.token() == null ? "" : "Authorization: Bearer " + endpoint.token() + "\r\n");
    }

    Answer send(String method, String path, String contentType, String body) throws IOException {
        request(method, path, contentType, body);
        var head = head();
        var content = head.chunked() ? new Chunks(in).readAllBytes() : in.readNBytes(head.length());
        return new Answer(head.code(), new String(content, StandardCharsets.UTF_8));
    }

    Answer get(String path) throws IOException {
        return send("GET", path, "application/json", "");
    }

    /** The body of an answer that does not end; the connection serves nothing else from then on. */
    InputStream stream(String path) throws IOException {
        request("GET", path, "application/json", "");
        var head = head();
        if (head.code() != 200) {
            throw new IOException("GET " + path + " is answered with " + head.code());
        }
        return new Chunks(in);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void request(String method, String path, String contentType, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = (method + " " + path + " HTTP/1.1\r\n" + commonHeaders + "Content-Type: " + contentType
                        + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        var message = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(bytes, 0, message, head.length, bytes.length);
        socket.getOutputStream().write(message);
    }

    private record Head(int code, int length, boolean chunked) {}

    private Head head() throws IOException {
        var status = line(in);
        int length = 0;
        boolean chunked = false;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring("content-length:".length()).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.endsWith("chunked");
            }
        }
        return new Head(Integer.parseInt(status.split(" ", 3)[1]), length, chunked);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the API server closed the connection");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** A body in chunks, as one stream. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                left = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
                if (left == 0) {
                    line(in);
                    ended = true;
                }
            }
            if (ended) {
                return -1;
            }
            int count = in.read(target, offset, Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the API server closed the connection");
            }
            left -= count;
            if (left == 0) {
                line(in);
            }
            return count;
        }
    }
}
