package io.metal3.ipam.testing;

import io.metal3.ipam.controlplane.ControlPlaneExtension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link Site}, one and the same for all tests of this JVM, and each test a {@link TestNamespace} of its own. */
public class SiteExtension implements ParameterResolver {

    static final Namespace NAMESPACE = Namespace.create(SiteExtension.class);

    /** So that a constructor is given a namespace for one test too, and not one for its whole class. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Site.class || type == TestNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Site.class
                ? site(context)
                : context.getStore(NAMESPACE)
                        .computeIfAbsent(TestNamespace.class, key -> site(context).namespace(), TestNamespace.class);
    }

    /** Ready for a manager; none runs yet. */
    static Site site(ExtensionContext context) {
        // Begun first, ended last.
        var plane = ControlPlaneExtension.shared(context);
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(Site.class, key -> Site.on(plane), Site.class);
    }
}
