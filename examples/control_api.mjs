// Tests a tool's grading against Easel; docs/control-api.md explains it step by step. Node 18 or newer, no packages.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const easel = process.env.CONTROL_URL ?? 'http://127.0.0.1:8091/easel/v1'
const tool = process.env.TOOL_URL ?? 'http://127.0.0.1:9001'
const world = `${easel}/worlds/default`
const secret = readFileSync('easel.token', 'utf8').trim()

async function ask(method, url, body) {
  const headers = { Authorization: `Bearer ${secret}` }
  if (body) headers['Content-Type'] = 'application/json'
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) })
  const text = await answer.text()
  assert.ok(answer.ok, text) // {"error": ..., "pointer": ...}
  return text ? JSON.parse(text) : undefined
}

// A browser in a few lines: it keeps cookies by host and port and follows redirects.
const jar = new Map()
async function browse(url, form) {
  for (let hops = 0; hops < 10; ++hops) {
    const { host } = new URL(url)
    const cookies = [...(jar.get(host) ?? [])].map(([name, value]) => `${name}=${value}`)
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { Cookie: cookies.join('; ') },
      redirect: 'manual',
    })
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/)
      jar.set(host, (jar.get(host) ?? new Map()).set(name, value))
    }
    if (answer.status < 300 || answer.status > 399) return { url, status: answer.status, text: await answer.text() }
    url = new URL(answer.headers.get('Location'), url).href
    form = undefined
  }
  throw new Error(`too many redirects: ${url}`)
}
const unescape = (text) =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

// Register the tool. The answer holds what the tool has to know about its platform.
const told = await ask('POST', `${world}/tools`, {
  login_url: `${tool}/login`,
  redirect_uris: [`${tool}/launch`],
  public_jwk_url: `${tool}/jwks.json`,
  placements: ['course_navigation'],
})
const running = spawn('easel', ['tool', '--port', new URL(tool).port], {
  stdio: 'inherit',
  env: {
    ...process.env,
    LTI_ISSUER: told.issuer,
    LTI_CLIENT_ID: told.client_id,
    LTI_DEPLOYMENT_ID: told.deployment_id,
    LTI_AUTH_URL: told.auth_url,
    LTI_TOKEN_URL: told.token_url,
    LTI_JWKS_URL: told.jwks_url,
  },
})
running.unref()
process.on('exit', () => running.kill())
for (let i = 0; i < 100; ++i) {
  if (await fetch(`${tool}/healthz`).catch(() => null)) break
  await sleep(100) // until the tool is up
}

// Launch: post Canvas's form, follow redirects, and submit the page that Canvas answers, as its script would.
const opened = await ask('POST', `${world}/launches`, { user: 'ada', assignment: 'quiz1' })
jar.set(new URL(told.auth_url).host, new Map([[opened.session_cookie.name, opened.session_cookie.value]]))
// A tool may keep its state with Canvas's page where that is offered; it takes a script, and there is none here.
delete opened.fields.lti_storage_target
const page = await browse(opened.url, opened.fields)
const action = unescape(page.text.match(/action="([^"]*)"/)[1])
const inputs = page.text.matchAll(/<input type="hidden" name="([^"]*)"[^>]* value="([^"]*)"/g)
const fields = Object.fromEntries([...inputs].map(([, name, value]) => [name, unescape(value)]))
const launched = await browse(new URL(action, page.url).href, fields)
assert.equal(launched.status, 200, launched.text)

// Let the tool send a score, and wait until Canvas has it.
const { last: before } = await ask('GET', `${world}/traffic?limit=0`)
await browse(`${tool}/grade`, { fraction: '0.8' })
const [call] = (await ask('GET', `${world}/traffic?kind=score&since=${before}&wait=5s`)).calls
assert.equal(call.response.status, 200, call.refused_by)

// Read the gradebook.
const [line] = (await ask('GET', `${world}/gradebook?assignment=quiz1&user=ada`)).gradebook
assert.deepEqual([line.score, line.attempt], [8, 1])

// Hold the next answer, look at it, and send another one in its place.
await ask('POST', `${world}/breaks`, { calls: ['score'] })
const graded = browse(`${tool}/grade`, { fraction: '0.9' })
let held
while (!held) {
  await sleep(50)
  held = (await ask('GET', `${world}/held`)).held[0]
}
console.log('Canvas would answer', (await ask('GET', `${world}/held/${held.number}`)).response.status)
await ask('POST', `${world}/held/${held.number}`, { answer: { error: 'timestamp-stale' } })
assert.match((await graded).text, /refused/)
await ask('POST', `${world}/breaks`, { calls: [] })

// Refuse the next score as Canvas would, and see what the tool makes of it.
await ask('POST', `${world}/faults`, { call: 'score', error: 'attempts-exhausted', times: 'always' })
await browse(`${tool}/grade`, { fraction: '0.9' })
const refused = (await ask('GET', `${world}/traffic?kind=score&status=422&wait=5s`)).calls
assert.equal(refused[0].fault, 'attempts-exhausted')
await ask('DELETE', `${world}/faults`)

// The same without a fault: change the world, so that Canvas refuses of itself.
await ask('PATCH', world, { courses: { bio101: { state: 'completed' } } })
await browse(`${tool}/grade`, { fraction: '1' })
const [end] = (await ask('GET', `${world}/traffic?kind=score&since=${refused[0].number}&wait=5s`)).calls
console.log('Canvas says', end.response.status, 'because of', end.refused_by)

// A score of one's own, in the tool's place.
await ask('POST', `${world}/reset`)
const { access_token: token } = await ask('POST', `${world}/tokens`)
const [item] = (await ask('GET', `${world}/line_items?assignment=quiz1`)).line_items
const bob = (await ask('GET', world)).world.users.find((user) => user.name === 'bob')
const posted = await fetch(`${item.url}/scores`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/vnd.ims.lis.v1.score+json' },
  body: JSON.stringify({
    userId: bob.lti_id, scoreGiven: 3, scoreMaximum: 10, activityProgress: 'Completed',
    gradingProgress: 'FullyGraded', timestamp: new Date().toISOString(),
  }),
})
assert.ok(posted.ok, await posted.text())
console.log('bob has', (await ask('GET', `${world}/results?user=bob`)).results[0].score)
