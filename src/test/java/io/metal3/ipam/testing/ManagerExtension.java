package io.metal3.ipam.testing;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a manager of all namespaces beside the tests of a class, and gives each test a {@link TestNamespace} of its own. A class
 * that is to start and stop managers itself uses {@link SiteExtension}, and asks for the {@link Site}.
 */
public class ManagerExtension extends SiteExtension implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(NAMESPACE).computeIfAbsent(RunningManager.class, key -> site(context).manager(), RunningManager.class);
    }
}
