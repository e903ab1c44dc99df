import { z } from 'zod'

/** On each machine, where there is no ingress. */
export const PORT = 82

/** A name as DNS takes it, with a dot in it: a file of hosts without one would hide a name of the person's network. */
const HOST = /^(?=.{3,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/

export const BooksInputs = z.object({
  replicas: z
    .number('Say how many.')
    .int('A whole number.')
    .min(1, 'At least one pod.')
    .max(10, 'At most 10 pods.')
    .default(2)
    .meta({ title: 'Pods of the web page', description: 'The database is always one pod.' }),
  storageGi: z
    .number('Say how many.')
    .int('A whole number.')
    .min(1, 'At least 1 GiB.')
    .max(100, 'At most 100 GiB.')
    .default(1)
    .meta({ title: 'Room for the data, GiB', description: 'It cannot be changed later.', fixed: true }),
  door: z
    .enum(['auto', 'ingress', 'port'])
    .default('auto')
    .meta({
      title: 'Opened by',
      description: `“auto”: by a name where the cluster has an ingress controller, else by port ${PORT} of its machines.`,
    }),
  dns: z.enum(['nip.io', 'sslip.io', 'hosts']).default('nip.io').meta({
    title: 'Its name',
    description:
      '“nip.io” and “sslip.io” turn books.192.168.1.21.nip.io into that address: they need the internet, and some routers refuse such names. “hosts”: a name of your own, by a line in the hosts file of each computer.',
  }),
  host: z
    .string()
    .trim()
    .regex(HOST, 'A name with a dot in it, of small letters, digits and hyphens, like books.lan.')
    .default('books.lan')
    .meta({ title: 'Name of your own', description: 'Only with “hosts”.' }),
})
export type BooksInputs = z.output<typeof BooksInputs>
