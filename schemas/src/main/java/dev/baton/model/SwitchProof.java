package dev.baton.model;

import java.time.Instant;

/**
 * The evidence that traffic moved: requests through the router's public address, answered by the new deployment.
 *
 * @param requests how many were sent; every one was answered by the new deployment
 * @param connections over how many connections
 * @param firstServedAt when the first answer by the new deployment arrived
 * @param commitMicros how long the atomic step took, in microseconds
 */
public record SwitchProof(int requests, int connections, Instant firstServedAt, long commitMicros) {}
