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
  applyConflict: (manager: string, fields: readonly { readonly field: string; readonly manager: string }[]) =>
    new StatusError(
      409,
      'Conflict',
      `Apply failed with ${fields.length} conflict${fields.length === 1 ? '' : 's'}: ${fields
        .map(({ field, manager: owner }) => `conflict with "${owner}": ${field}`)
        .join('\n')}`,
      {
        causes: fields.map(({ field, manager: owner }) => ({
          reason: 'FieldManagerConflict',
          message: `conflict with "${owner}"`,
          field,
        })),
        manager,
      },
    ),
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
  badRequest: (message: string) => new StatusError(400, 'BadRequest', message),
  unauthorized: () => new StatusError(401, 'Unauthorized', 'Unauthorized'),
  methodNotAllowed: () =>
    new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}),
  unsupportedMediaType: (type: string) =>
    new StatusError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml (got ${type})`,
    ),
  tooLarge: () => new StatusError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728'),
  namespaceEnding: (type: Named, name: string, namespace: string) =>
    new StatusError(
      403,
      'Forbidden',
      `${qualified(type)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      detailsOf(type, name),
    ),
}

export interface FieldCause {
  readonly reason: 'FieldValueRequired' | 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueNotSupported'
  readonly message: string
  readonly field: string
}
