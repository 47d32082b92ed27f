import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** What a Java program pays that takes a Lease with the client that fabric8 gives it by default. */
public final class PlainElection {

    /** {@code PlainElection LEASE}. */
    public static void main(String[] args) {
        try (var client = new KubernetesClientBuilder().build()) {
            var leases = client.leases().inNamespace("default");
            var taken = new LeaseBuilder(leases.withName(args[0]).get())
                    .editOrNewSpec()
                    .withHolderIdentity("plain")
                    .endSpec()
                    .build();
            leases.resource(taken).update();
        }
    }
}
