import { defineApp } from '../app-definition'
import { BooksInputs } from './books-inputs'
import { renderBooks } from './render-books'

const version = '1.0.0'
const image = (part: 'web' | 'db') => ({
  id: `books-${part}`,
  version,
  ref: `docker.io/buzzcrate/books-${part}:${version}`,
  demo: `books/${part}`,
})

export const app = defineApp(
  {
    id: 'books',
    title: 'Books',
    summary: 'A list of books on a web page: a web server in Python, and a Postgres database that keeps its data.',
    teaches: [
      'Two workloads find each other by the name of a Service.',
      'The password is made in the cluster, in a Secret that both read.',
      'A volume outlives its pod: end the database’s pod, and the books are still there.',
      'An Ingress sends one name to one app, so many apps share port 80.',
    ],
    cautions: [
      'Its data lies in a volume that k3s makes on one machine’s own disk: it survives a restart of the pod and of the machine, and is lost with that machine.',
      'While that machine is away the database waits for it, and the page says that it cannot reach it.',
      'Removing the app deletes its data.',
    ],
    version,
    architectures: ['amd64', 'arm64'],
    images: [image('web'), image('db')],
    needs: { memoryMiB: 256, loadBalancer: true, ingress: 'used', storage: true },
    notInPractice:
      'Simulated machines run no programs, so there is no database that could keep your books. Install it on real machines.',
  },
  { inputs: BooksInputs, render: renderBooks },
)
