import { ensurePythonPackages } from '@/e2e/python-packages'

/**
 * What the books app and its tests need of Python, for PYTHONPATH: the versions that Debian 12 has, as wheels for whatever
 * Python is here. Throws as `ensurePythonPackages`.
 */
export const ensureBooksPython = (say?: (line: string) => void): Promise<string> =>
  ensurePythonPackages(
    {
      name: 'books-python/1',
      packages: ['Flask==2.2.2', 'Werkzeug==2.2.2', 'psycopg2-binary==2.9.10', 'pytest==7.2.1'],
      what: 'Flask for the tests of the books app',
    },
    say,
  )
