// Asks again and again and counts who answered: each request comes over a connection of its own, so the Service may send
// each to another pod.
const button = document.getElementById('ask')
const said = document.getElementById('said')
const table = document.querySelector('table')
const TIMES = 30

button.addEventListener('click', async () => {
  button.disabled = true
  const counts = new Map()
  let silent = 0
  for (let asked = 0; asked < TIMES; asked += 1) {
    try {
      const answer = await fetch('/json', { cache: 'no-store', signal: AbortSignal.timeout(5000) })
      const { pod, node, architecture } = await answer.json()
      const key = JSON.stringify([pod, node || 'unknown', architecture])
      counts.set(key, (counts.get(key) ?? 0) + 1)
    } catch {
      silent += 1
    }
    show(counts)
  }
  said.textContent = silent === 0 ? '' : `${silent} of ${TIMES} were not answered.`
  button.disabled = false
})

function show(counts) {
  table.hidden = counts.size === 0
  const rows = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => {
      const row = document.createElement('tr')
      for (const text of [...JSON.parse(key), count]) row.insertCell().textContent = text
      return row
    })
  table.tBodies[0].replaceChildren(...rows)
}
