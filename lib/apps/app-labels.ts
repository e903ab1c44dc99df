/** Everything that an app brings carries these: the live view and the undo find it by them. */
export const appLabels = (app: string, clusterId: string) => ({
  'app.kubernetes.io/name': app,
  'app.kubernetes.io/managed-by': 'buzzcrate',
  'buzzcrate.dev/app': app,
  'buzzcrate.dev/cluster': clusterId,
})
