/**
 * How much one practice cluster may hold, and how large one body may be. What anything costs is bounded by these, whatever
 * numbers stand in an object: replicas, parallelism, completions.
 */
export const CLUSTER_BOUNDS = {
  /** Of all kinds together. */
  objects: 2_000,
  /** Weights, see `weightOf`: of everything that is stored, and of one object. */
  weight: 8 * 2 ** 20,
  objectWeight: 1.5 * 2 ** 20,
  /** Weight of the past changes that a watch can start from. */
  windowWeight: 3 * 2 ** 20,
  /** Ports that its load balancers open on each machine, all together. */
  openPorts: 10,
  /** Endpoints that a service tells of. */
  endpoints: 100,
} as const

/** Objects of one kind at most, by the plural; where controllers compare all of one kind with all of another. */
export const KIND_BOUNDS: Readonly<Record<string, number>> = {
  nodes: 32,
  namespaces: 100,
  pods: 500,
  services: 100,
  deployments: 200,
  replicasets: 400,
  statefulsets: 100,
  daemonsets: 100,
  jobs: 200,
  cronjobs: 50,
  customresourcedefinitions: 50,
}

/** Controllers may write so much more than clients, so that what is there can still be reported on and ended. */
export const CONTROLLER_SPARE = 1.25

export const BODY_BOUNDS = {
  depth: 120,
  /** Strings, numbers, lists and objects, all together. */
  values: 120_000,
  listItems: 1_000,
  /** YAML takes long to read; kubectl sends JSON. */
  yamlCharacters: 32 * 1024,
  patchOperations: 1_000,
  selectorTerms: 100,
  /** Warnings, and words of a refusal, that an answer tells. */
  words: 20,
} as const

/** Of an object as it would be stored; managed fields come on top of it. */
export const OBJECT_BOUNDS = { depth: 100, values: 50_000 } as const

/** Items of lists that something else is compared with, item by item, by the name of the list. */
export const LIST_BOUNDS: Readonly<Record<string, number>> = {
  containers: 32,
  initContainers: 32,
  ephemeralContainers: 32,
  volumes: 200,
  volumeMounts: 200,
  env: 500,
  ports: 100,
  tolerations: 50,
  taints: 50,
  finalizers: 64,
  ownerReferences: 64,
  conditions: 100,
  matchExpressions: 50,
  versions: 10,
  additionalPrinterColumns: 50,
}

/** Characters of texts that are searched or compared, by the name of the field. */
export const TEXT_BOUNDS: Readonly<Record<string, number>> = {
  image: 1_024,
  schedule: 256,
  name: 253,
  generateName: 253,
  namespace: 253,
  manager: 128,
  key: 317,
}

/** Keys of maps of labels and the like. */
export const MAP_BOUNDS: Readonly<Record<string, number>> = {
  labels: 200,
  matchLabels: 200,
  nodeSelector: 200,
  selector: 200,
  annotations: 500,
}
