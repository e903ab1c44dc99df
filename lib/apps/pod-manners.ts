/** For a container's `securityContext`: nothing that a web server does not need. */
export const LEAST_RIGHTS = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}

/** For the pods of a workload whose copies are alike: on different machines, and soon off a silent one. */
export const spreadOut = (selector: Readonly<Record<string, string>>) => ({
  // On different machines where there are several: losing one is then seen to do no harm.
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selector },
    },
  ],
  // Kubernetes' own patience with a silent machine is 5 minutes: too long to watch.
  tolerations: ['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 20,
  })),
})
