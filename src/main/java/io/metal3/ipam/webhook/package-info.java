/**
 * Admission: the API server asks before it stores an object of ours. This package is the transport only; what is right and wrong is
 * said by the {@link io.metal3.ipam.webhook.Admission} of each kind, which lives beside the rest of that kind.
 *
 * <pre>
 *   AdmissionServer    HTTPS: one path for each kind and step, the certificate taken up again when its files change
 *   AdmissionHandler   AdmissionReview in, AdmissionReview out
 *   Admission          what a kind implements: defaults and checks
 * </pre>
 *
 * <p>Nothing relies on it. The reconcilers serve what they find, asked or not, and the rules that one object tells by itself are in
 * the CustomResourceDefinitions too.
 */
@NullMarked
package io.metal3.ipam.webhook;

import org.jspecify.annotations.NullMarked;
