package io.initmigrator.simulation;

import io.initmigrator.rollout.Workload;
import io.initmigrator.rollout.WorkloadStatus;
import io.initmigrator.rollout.WorkloadStatus.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the Deployment for one container: its status, and once that is complete its pods, in one request each. */
final class SimulatedWorkload implements Workload {

    private final ApiConnection api;
    private final SimulatedDeployment deployment;
    private final boolean believesTheFirst;
    private @Nullable WorkloadStatus complete;

    /** @param believesTheFirst true if it does not read again once the rollout was complete */
    SimulatedWorkload(ApiConnection api, SimulatedDeployment deployment, boolean believesTheFirst) {
        this.api = api;
        this.deployment = deployment;
        this.believesTheFirst = believesTheFirst;
    }

    @Override
    public String name() {
        return "deployment/simulated";
    }

    @Override
    public WorkloadStatus read(Duration limit) throws InterruptedException {
        WorkloadStatus before = complete;
        if (before != null && believesTheFirst) {
            return before;
        }
        WorkloadStatus own = api.request(limit, deployment::status);
        if (own.phase() != Phase.COMPLETE) {
            return own;
        }
        if (api.request(limit, () -> deployment.hasPodsBut(own.revision()))) {
            return new WorkloadStatus(Phase.PROGRESSING, own.revision(), "older pods are left");
        }
        complete = own;
        return own;
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
