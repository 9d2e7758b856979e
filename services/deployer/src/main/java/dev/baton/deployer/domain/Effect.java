package dev.baton.deployer.domain;

import dev.baton.events.AdoptRequested;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;

/** What the deployer does outside the log. Each can be repeated at any time with the same outcome. */
public sealed interface Effect {
    /** The application that it is for. */
    ApplicationName application();

    /** Look whether the request can be fulfilled, and answer it. */
    record AnswerRequest(Envelope<DeployRequested> request) implements Effect {
        @Override
        public ApplicationName application() {
            return request.application();
        }
    }

    /** Look whether what runs can be adopted, and answer the request. */
    record AnswerAdoption(Envelope<AdoptRequested> request) implements Effect {
        @Override
        public ApplicationName application() {
            return request.application();
        }
    }

    /** Make the deployment's database, start its instance and wait until it is healthy. */
    record StartInstance(ApplicationName application, DeploymentId deployment) implements Effect {}

    /** See to it that the deployment's instance runs. */
    record WatchInstance(ApplicationName application, DeploymentId deployment) implements Effect {}

    /** Stop the deployment's instance and remove its database. */
    record RetireInstance(ApplicationName application, DeploymentId deployment) implements Effect {}
}
