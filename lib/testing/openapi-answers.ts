import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { openApiDocument } from '@/lib/contracts/openapi-document'

/** Knows nothing of zod and of the contracts: it reads the document as any client would. */
export class OpenApiAnswers {
  private readonly document = JSON.parse(JSON.stringify(openApiDocument()))
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true })
  private readonly known = new Map<string, ValidateFunction>()

  constructor() {
    this.ajv.addSchema({ $id: 'api', components: this.document.components })
  }

  /**
   * Undefined, or what is wrong with an answer, which is used up by it: give it a clone.
   * @param name e.g. `GET /api/clusters/[clusterId]`
   */
  async problemOf(name: string, response: Response): Promise<string | undefined> {
    const json = response.headers.get('content-type')?.startsWith('application/json') ?? false
    const data: unknown = json ? await response.json() : undefined
    // A stream would go on for a clone that nobody reads. It ends when the other half is given up too: no waiting here.
    if (!json) response.body?.cancel().catch(() => undefined)
    return this.difference(name, response, data)
  }

  private difference(name: string, response: Response, data: unknown): string | undefined {
    const [method = '', template = ''] = name.split(' ')
    const operation = this.document.paths[template.replaceAll('[', '{').replaceAll(']', '}')]?.[method.toLowerCase()]
    if (operation === undefined) return `${name} is not in the document`
    const described =
      operation.responses[response.status] ?? (response.status < 400 ? undefined : operation.responses.default)
    if (described === undefined) return `${name} answers ${response.status}, which the document does not name`
    const type = response.headers.get('content-type')?.split(';')[0] ?? ''
    if (described.content === undefined)
      return type === '' ? undefined : `${name} answers ${type} where it answers nothing`
    const media = described.content[type]
    if (media === undefined) return `${name} answers ${type}`
    return type === 'application/json' ? this.invalid(name, media.schema, data) : undefined
  }

  private invalid(name: string, schema: object, data: unknown): string | undefined {
    const key = JSON.stringify(schema)
    const validate = this.known.get(key) ?? this.ajv.compile(JSON.parse(key.replaceAll('"#/', '"api#/')))
    this.known.set(key, validate)
    return validate(data) ? undefined : `${name}: ${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(data)}`
  }
}
