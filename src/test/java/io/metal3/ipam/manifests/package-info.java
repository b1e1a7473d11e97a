/** What an installation consists of: the files under {@code config/}, built as users build them, on a real API server. */
@NullMarked
package io.metal3.ipam.manifests;

import org.jspecify.annotations.NullMarked;
