package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.initmigrator.core.UnreachableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Completes the credentials of a kubeconfig's user where fabric8 lacks support. */
final class KubeconfigCredentials {

    private KubeconfigCredentials() {}

    /**
     * Gives {@code config} the token of the user's {@code tokenFile}, reread for each request.
     *
     * @throws UnreachableException if it cannot be read, or the user's credential plugin returned nothing
     */
    static void complete(Config config) {
        if (config.getCurrentContext() == null || hasCredentials(config)) {
            return;
        }
        String name = config.getCurrentContext().getContext().getUser();
        for (Path kubeconfig : ApiConfig.kubeconfigs()) {
            Optional<AuthInfo> user = Stream.ofNullable(
                            KubeConfigUtils.parseConfig(kubeconfig.toFile()).getUsers())
                    .flatMap(List::stream)
                    .filter(it -> it.getName().equals(name))
                    .map(NamedAuthInfo::getUser)
                    .findFirst();
            if (user.isPresent()) {
                complete(config, kubeconfig, user.get());
                return;
            }
        }
    }

    private static void complete(Config config, Path kubeconfig, AuthInfo user) {
        if (user.getTokenFile() != null && !user.getTokenFile().isEmpty()) {
            Path file = kubeconfig.toAbsolutePath().resolveSibling(user.getTokenFile());
            token(file);
            config.setOauthTokenProvider(() -> token(file));
        } else if (user.getExec() != null) {
            throw new UnreachableException("the credential plugin \""
                    + user.getExec().getCommand()
                    + "\" of kubeconfig " + kubeconfig
                    + " returned no credentials; it must be installed, exit 0, and write an"
                    + " ExecCredential of " + user.getExec().getApiVersion()
                    + " and nothing else, not even to standard error");
        }
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UnreachableException(
                    "cannot read the token file of the kubeconfig: " + ApiErrors.firstLine(e), e);
        }
    }

    private static boolean hasCredentials(Config config) {
        return Stream.of(
                        config.getOauthToken(),
                        config.getAutoOAuthToken(),
                        config.getClientCertFile(),
                        config.getClientCertData(),
                        config.getUsername())
                .anyMatch(it -> it != null && !it.isEmpty());
    }
}
