// A quiz tool on ltijs, put together as the library's documentation shows; what it stores is in SQLite by way of its
// Sequelize plugin.
//
// What the library decides is left to it: the app adds pages and error pages, and no check of its own. What it was
// told about its platform comes from the LTI_* variables of its environment, where it runs from PORT.
'use strict'

const crypto = require('crypto')
const lti = require('ltijs').Provider
const Database = require('ltijs-sequelize')

const port = Number(process.env.PORT || 9395)
const home = `http://127.0.0.1:${port}`
const platformOrigin = new URL(process.env.LTI_AUTH_URL).origin
const scoreMaximum = 100
const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership#'

const database = new Database('quiz', 'quiz', '', {
  dialect: 'sqlite',
  dialectModule: require('@appthreat/sqlite3').default,
  storage: ':memory:',
  logging: false
})

// The plugin deletes and inserts in two steps, and of two at once one ends with "Validation error" (docs/interop.md). One
// after the other, no verdict depends on chance.
const replace = database.Replace.bind(database)
let last = Promise.resolve()
database.Replace = (...what) => {
  const done = last.then(() => replace(...what))
  last = done.catch(() => {})
  return done
}

lti.setup(crypto.randomBytes(32).toString('hex'), { plugin: database }, {
  appRoute: '/launch',
  loginRoute: '/login',
  keysetRoute: '/jwks',
  // Ten seconds, the default, are few on a machine that has more to do.
  tokenMaxAge: 60,
  // Platforms show the tool in a frame on their own site.
  cookies: { secure: true, sameSite: 'None' },
  serverAddon: app => app.use((_, res, next) => {
    res.set('Cache-Control', 'no-store')
    res.set('Content-Security-Policy', `frame-ancestors ${platformOrigin}`)
    next()
  })
})

const escape = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`)

// The plugin reads an empty list back as null.
const rolesOf = token => token.platformContext.roles || []

function button (res, action, label, fields = '') {
  const ltik = `<input type="hidden" name="ltik" value="${escape(res.locals.ltik)}">`
  return `<form method="post" action="${action}">${ltik}${fields}<button>${label}</button></form>\n`
}

function page (res, title, message = '', failed = false) {
  const token = res.locals.token
  let body = `<h1>${escape(title)}</h1>\n`
  if (token) {
    const roles = rolesOf(token)
    if (token.platformContext.messageType === 'LtiDeepLinkingRequest') {
      body += '<h2>Choose</h2>\n' + button(res, '/chosen', 'Quiz 1') +
        button(res, '/chosen', 'Quiz 2', '<input type="hidden" name="item" value="other">') +
        button(res, '/cancelled', 'Cancel')
    } else if (roles.includes(membership + 'Instructor')) {
      body += '<h2>Configure</h2>\n' + button(res, '/line-item', 'Add a column')
    } else if (roles.includes(membership + 'Learner')) {
      body += '<h2>Start attempt</h2>\n' + button(res, '/grade', 'Hand in', '<input name="fraction" value="1">')
    }
  }
  if (message) body += `<p class="${failed ? 'error' : 'done'}">${escape(message)}</p>\n`
  return '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Quiz</title></head>\n' +
    `<body data-user="${escape(token ? token.user : '')}">\n${body}</body></html>\n`
}

// A page that calls one of the platform's services for the launch that the request's ltik names.
function service (title, call) {
  return async (req, res) => {
    try {
      res.send(page(res, 'Quiz', await call(res.locals.token, req)))
    } catch (refusal) {
      res.send(page(res, 'Quiz', `${title} refused: ${refusal.message}`, true))
    }
  }
}

const refuse = status => (_, res) => {
  const reason = res.locals.err ? res.locals.err.details.message : 'unknown platform'
  delete res.locals.token
  res.status(status).send(page(res, 'Launch refused', `Launch refused: ${reason}`, true))
}

function welcome (token, _, res) {
  const { quiz } = token.platformContext.custom || {}
  res.send(page(res, `Welcome ${token.userInfo.name || ''}`, quiz ? `Quiz ${quiz}` : ''))
}

lti.onConnect(welcome)
lti.onDeepLinking(welcome)
lti.onInvalidToken(refuse(401))
lti.onSessionTimeout(refuse(401))
lti.onUnregisteredPlatform(refuse(400))
lti.whitelist('/healthz')

async function lineItem (token) {
  const context = token.platformContext
  if (context.endpoint.lineitem) return context.endpoint.lineitem
  const found = (await lti.Grade.getLineItems(token, { resourceLinkId: true })).lineItems
  if (found.length > 0) return found[0].id
  const column = { scoreMaximum, label: 'Grade', tag: 'grade', resourceLinkId: context.resource.id }
  return (await lti.Grade.createLineItem(token, column)).id
}

async function putGrade (token, fraction, more = {}) {
  if (!rolesOf(token).includes(membership + 'Learner')) return 'Only students are graded'
  await lti.Grade.submitScore(token, await lineItem(token), {
    userId: token.user,
    scoreGiven: Number(fraction) * scoreMaximum,
    scoreMaximum,
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
    ...more
  })
  return 'Score sent'
}

lti.app.get('/me', (_, res) => res.send(page(res, 'Signed in')))

lti.app.post('/grade', service('Score', (token, req) => putGrade(token, req.body.fraction)))

lti.app.post('/regrade', service('Score', (token, req) => putGrade(token, req.body.fraction, {
  'https://canvas.instructure.com/lti/submission': { new_submission: false }
})))

lti.app.post('/results', service('Results', async token => {
  const column = await lineItem(token)
  let page = await lti.Grade.getScores(token, column)
  let count = page.scores.length
  while (page.next) {
    page = await lti.Grade.getScores(token, column, { url: page.next })
    count += page.scores.length
  }
  return `${count} results`
}))

lti.app.post('/line-item', service('Column', async token => {
  const { lineItems } = await lti.Grade.getLineItems(token, { tag: 'grade' })
  if (lineItems.length === 0) await lti.Grade.createLineItem(token, { scoreMaximum, label: 'Grade', tag: 'grade' })
  return 'Column is there'
}))

lti.app.post('/roster', service('Roster', async token => {
  // Without "pages: false" it is the first page only.
  const { members } = await lti.NamesAndRoles.getMembers(token, { pages: false })
  return `${members.length} members`
}))

const quiz = number => ({
  type: 'ltiResourceLink', url: `${home}/launch`, title: `Quiz ${number}`, custom: { quiz: number }
})
const answer = pick => async (req, res) => {
  try {
    res.send(await lti.DeepLinking.createDeepLinkingForm(res.locals.token, pick(req)))
  } catch (trouble) {
    res.send(page(res, 'Quiz', `Choice refused: ${trouble.message}`, true))
  }
}
lti.app.post('/chosen', answer(req => [quiz(req.body.item === 'other' ? '2' : '1')]))
lti.app.post('/cancelled', answer(() => []))

lti.app.get('/healthz', (_, res) => res.send('ok'))

// Where the library throws in its own error handling (docs/interop.md), one request goes unanswered; without this, which
// its documentation does not have, Node would end the process.
process.on('unhandledRejection', trouble => console.error(trouble))

async function main () {
  // Without its own server: the library's would listen beyond this machine.
  await lti.deploy({ serverless: true, silent: true })
  for (let suffix = '', n = 2; `LTI_CLIENT_ID${suffix}` in process.env; suffix = `_${n++}`) {
    await lti.registerPlatform({
      url: process.env.LTI_ISSUER,
      name: `Canvas${suffix}`,
      clientId: process.env['LTI_CLIENT_ID' + suffix],
      authenticationEndpoint: process.env.LTI_AUTH_URL,
      accesstokenEndpoint: process.env.LTI_TOKEN_URL,
      authConfig: { method: 'JWK_SET', key: process.env.LTI_JWKS_URL }
    })
  }
  lti.app.listen(port, '127.0.0.1')
}

main()
