import pg from 'pg'

/** Whether nobody is an admin yet, so that the one-time set-up link is still to be shown. */
export async function isFirstRun(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'buzzcrate start' })
  await client.connect()
  try {
    const { rows } = await client.query<{ empty: boolean }>(
      `select not exists (select from "user" where role = 'admin') as empty`,
    )
    return rows[0]?.empty === true
  } finally {
    await client.end()
  }
}
