import type { JsonObject } from './kube-object'

/** Words and codes as the real API server has them (k8s.io/apimachinery, pkg/api/errors). */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly code: number
  readonly status: JsonObject

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message)
    this.code = code
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    }
  }
}

interface Named {
  readonly resource: string
  readonly group: string
}
const qualified = ({ resource, group }: Named) => (group === '' ? resource : `${resource}.${group}`)
const detailsOf = ({ resource, group }: Named, name: string): JsonObject => ({
  name,
  ...(group === '' ? {} : { group }),
  kind: resource,
})

export const statusErrors = {
  notFound: (type: Named, name: string) =>
    new StatusError(404, 'NotFound', `${qualified(type)} "${name}" not found`, detailsOf(type, name)),
  pageNotFound: () => new StatusError(404, 'NotFound', 'the server could not find the requested resource', {}),
  alreadyExists: (type: Named, name: string) =>
    new StatusError(409, 'AlreadyExists', `${qualified(type)} "${name}" already exists`, detailsOf(type, name)),
  conflict: (type: Named, name: string) =>
    new StatusError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(type)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
      detailsOf(type, name),
    ),
  /** @param what `UID` or `ResourceVersion` */
  preconditionFailed: (
    type: Named,
    name: string,
    { what, wanted, actual }: { readonly what: string; readonly wanted: string; readonly actual: string },
  ) =>
    new StatusError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(type)} "${name}": the ${what} in the precondition (${wanted}) does not match the ${what} in record (${actual}). The object might have been ${what === 'UID' ? 'deleted and then recreated' : 'modified'}`,
      detailsOf(type, name),
    ),
  /** `manager` of a conflict is as the real server prints it: `"alice"`, `"kubectl-edit" using apps/v1`. */
  applyConflict: (conflicts: readonly { readonly field: string; readonly manager: string }[]) =>
    new StatusError(409, 'Conflict', conflictWords(conflicts), {
      causes: conflicts.map(({ field, manager }) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${manager}`,
        field,
      })),
    }),
  invalid: (type: Named & { readonly kind: string }, name: string, causes: readonly FieldCause[]) =>
    new StatusError(
      422,
      'Invalid',
      `${type.kind}${type.group === '' ? '' : `.${type.group}`} "${name}" is invalid: ${
        causes.length === 1
          ? causes.map((cause) => `${cause.field}: ${cause.message}`).join('')
          : `[${causes.map((cause) => `${cause.field}: ${cause.message}`).join(', ')}]`
      }`,
      { name, ...(type.group === '' ? {} : { group: type.group }), kind: type.kind, causes },
    ),
  expired: (wanted: number, oldest: number) =>
    new StatusError(410, 'Expired', `too old resource version: ${wanted} (${oldest})`),
  pageExpired: () =>
    new StatusError(
      410,
      'Expired',
      'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
    ),
  managerRequired: () =>
    new StatusError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      {
        group: 'meta.k8s.io',
        kind: 'PatchOptions',
        causes: [
          {
            reason: 'FieldValueRequired',
            message: 'Required value: is required for apply patch',
            field: 'fieldManager',
          },
        ],
      },
    ),
  forbidden: (type: Named, name: string, why: string) =>
    new StatusError(403, 'Forbidden', `${qualified(type)} "${name}" is forbidden: ${why}`, detailsOf(type, name)),
  /** As a quota refuses: the practice cluster's own. @param what `pods`, `weight` … */
  overQuota: (
    type: Named,
    name: string,
    what: string,
    { requested, used, limited }: { readonly requested: number; readonly used: number; readonly limited: number },
  ) =>
    new StatusError(
      403,
      'Forbidden',
      `${qualified(type)} "${name}" is forbidden: exceeded quota: practice-cluster, requested: ${what}=${requested}, used: ${what}=${used}, limited: ${what}=${limited}`,
      detailsOf(type, name),
    ),
  /** A body that holds more than any real one, before anybody knows of what kind it is. */
  unfitBody: (cause: FieldCause) =>
    new StatusError(422, 'Invalid', `the body of the request is invalid: ${cause.field}: ${cause.message}`, {
      causes: [cause],
    }),
  patchTooLong: (count: number, most: number) =>
    new StatusError(
      413,
      'RequestEntityTooLarge',
      `Request entity too large: The allowed maximum operations in a JSON patch is ${most}, got ${count}`,
    ),
  patchGrows: (bytes: number, most: number) =>
    new StatusError(
      422,
      'Invalid',
      `Unable to complete the copy, the accumulated size increase of copy is ${bytes}, exceeding the limit ${most}`,
      {},
    ),
  yamlTooLarge: (most: number) =>
    new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${most} as YAML; send JSON`),
  /** @param seconds until it is worth another try; clients of Kubernetes wait so long by themselves */
  tooManyRequests: (seconds: number) =>
    new StatusError(
      429,
      'TooManyRequests',
      'too many requests for this practice cluster at once, please try again later',
      { retryAfterSeconds: seconds },
    ),
  unavailable: (why: string) => new StatusError(503, 'ServiceUnavailable', why, { retryAfterSeconds: 5 }),
  internal: () =>
    new StatusError(500, 'InternalError', 'Internal error occurred: the practice API failed at this request', {}),
  /** A JSON patch whose test fails or whose path is not there. */
  patchFailed: () =>
    new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {}),
  notInPractice: (what: string) =>
    new StatusError(
      501,
      'NotImplemented',
      `${what} is not available on a practice cluster: its containers are simulated and run no programs`,
      {},
    ),
  badRequest: (message: string) => new StatusError(400, 'BadRequest', message),
  /** It was right once: kubectl shows these words. */
  accessEnded: () =>
    new StatusError(
      401,
      'Unauthorized',
      'this kubeconfig no longer works: download a new one from the cluster’s page in BuzzCrate',
    ),
  unauthorized: () => new StatusError(401, 'Unauthorized', 'Unauthorized'),
  methodNotAllowed: () =>
    new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}),
  /** A body in a format that nobody reads. */
  unsupportedMediaType: () =>
    new StatusError(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ),
  /** Nobody told how the lists of a custom kind are merged. */
  noStrategicPatch: () =>
    new StatusError(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    ),
  /** A patch of no known kind is refused before anybody reads it. */
  unknownPatch: () => new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {}),
  tooLarge: () => new StatusError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728'),
  namespaceEnding: (type: Named, name: string, namespace: string) =>
    new StatusError(
      403,
      'Forbidden',
      `${qualified(type)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      detailsOf(type, name),
    ),
}

function conflictWords(conflicts: readonly { readonly field: string; readonly manager: string }[]): string {
  const [only, ...others] = conflicts
  if (only !== undefined && others.length === 0)
    return `Apply failed with 1 conflict: conflict with ${only.manager}: ${only.field}`
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].sort()
  const parts = managers.map((manager) => {
    const fields = conflicts.filter((conflict) => conflict.manager === manager).map(({ field }) => `- ${field}`)
    return [`conflicts with ${manager}:`, ...fields].join('\n')
  })
  return `Apply failed with ${conflicts.length} conflicts: ${parts.join('\n')}`
}

export interface FieldCause {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueForbidden'
    | 'FieldValueNotSupported'
    | 'FieldValueTooMany'
    | 'FieldValueTooLong'
  readonly message: string
  readonly field: string
}
