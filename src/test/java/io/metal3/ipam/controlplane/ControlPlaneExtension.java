package io.metal3.ipam.controlplane;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link ControlPlane}, one and the same for all tests of this JVM, and a {@link FreshNamespace}, a new one
 * for each test (for each class, where a method that runs once per class asks).
 *
 * <p>The control plane starts when the first test asks for it and ends with the launcher's session. Tests do not close
 * it, and mend what they break; one that leaves it broken on purpose opens its own with {@link ControlPlanes#open}.
 */
public final class ControlPlaneExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);

    /** So that a constructor is given a namespace for one test too, and not one for its whole class. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ControlPlane.class || type == FreshNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ControlPlane.class
                ? shared(context)
                : context.getStore(NAMESPACE)
                        .computeIfAbsent(
                                FreshNamespace.class, key -> FreshNamespace.on(shared(context)), FreshNamespace.class);
    }

    /** The one control plane of this JVM, for extensions that build on it. */
    public static ControlPlane shared(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(ControlPlane.class, key -> ControlPlanes.open(Purpose.TEST), ControlPlane.class);
    }
}
