// A quiz tool on ims-lti and Express, put together as the library's documentation shows.
//
// What the library decides is left to it: the app adds pages, a session and error pages, and no check of its own. Its
// consumers come from the LTI11_* variables of its environment, where it runs from PORT.
'use strict'

const crypto = require('crypto')
const express = require('express')
const lti = require('ims-lti')

const port = Number(process.env.PORT || 9405)
const platformOrigin = new URL(process.env.PLATFORM).origin

// A secret for each of LTI11_KEY, LTI11_KEY_2, ..., and the nonces that were used with it.
const consumers = new Map()
for (let suffix = '', n = 2; `LTI11_KEY${suffix}` in process.env; suffix = `_${n++}`) {
  consumers.set(process.env['LTI11_KEY' + suffix], {
    secret: process.env['LTI11_SECRET' + suffix],
    nonces: new lti.Stores.MemoryStore()
  })
}

const launches = new Map()
const app = express()
app.use(express.urlencoded({ extended: false, limit: '1mb' }))
app.use((_, res, next) => {
  res.set('Cache-Control', 'no-store')
  res.set('Content-Security-Policy', `frame-ancestors ${platformOrigin}`)
  next()
})

const escape = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`)

function page (title, launch, message = '', failed = false) {
  let body = `<h1>${escape(title)}</h1>\n`
  if (launch?.instructor) {
    body += '<h2>Configure</h2>\n'
  } else if (launch?.student) {
    body += '<h2>Start attempt</h2>\n<form method="post" action="/grade">' +
      '<input name="fraction" value="1"><button>Hand in</button></form>\n'
  }
  if (message) body += `<p class="${failed ? 'error' : 'done'}">${escape(message)}</p>\n`
  const user = launch?.userId ? `${launch.consumer_key} ${launch.userId}` : ''
  return '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Quiz</title></head>\n' +
    `<body data-user="${escape(user)}">\n${body}</body></html>\n`
}

const refuse = (res, reason) =>
  res.status(401).send(page('Launch refused', null, `Launch refused: ${reason}`, true))

app.post('/launch', (req, res) => {
  const key = req.body.oauth_consumer_key
  const consumer = consumers.get(key)
  if (!consumer) return refuse(res, 'unknown consumer key')
  const provider = new lti.Provider(key, consumer.secret, consumer.nonces)
  provider.valid_request(req, (problem, valid) => {
    if (!valid) return refuse(res, problem.message)
    const id = crypto.randomBytes(16).toString('hex')
    launches.set(id, provider)
    // Platforms show the tool in a frame on their own site.
    res.cookie('quiz', id, { httpOnly: true, secure: true, sameSite: 'none' })
    res.redirect(303, '/quiz')
  })
})

// The launch that the request's browser made last.
function signedIn (req, res, next) {
  const id = /(?:^|;\s*)quiz=([0-9a-f]+)/.exec(req.headers.cookie || '')?.[1]
  req.launch = launches.get(id)
  if (!req.launch) return refuse(res, 'nobody is signed in')
  next()
}

app.get('/quiz', signedIn, (req, res) => res.send(page(`Welcome ${req.launch.username}`, req.launch)))
app.get('/me', signedIn, (req, res) => res.send(page('Signed in', req.launch)))

// A page that calls the outcomes service for the launch of this browser.
const outcome = (done, call) => (req, res) => {
  const service = req.launch.outcome_service
  if (!service) return res.send(page('Quiz', req.launch, 'Nobody is graded here'))
  call(service, req.body || {}, (problem, result) => {
    if (problem) return res.send(page('Quiz', req.launch, `Refused: ${problem.message}`, true))
    res.send(page('Quiz', req.launch, `${done} ${result === true ? '' : result}`))
  })
}

app.post('/grade', signedIn, outcome('Score sent', (service, { fraction, text, url }, answer) => {
  const score = Number(fraction)
  if (text !== undefined) return service.send_replace_result_with_text(score, text, answer)
  if (url !== undefined) return service.send_replace_result_with_url(score, url, answer)
  service.send_replace_result(score, answer)
}))
app.post('/results', signedIn, outcome('Result:', (service, _, answer) => service.send_read_result(answer)))
app.post('/delete', signedIn, outcome('Score deleted', (service, _, answer) => service.send_delete_result(answer)))

app.get('/healthz', (_, res) => res.send('ok'))

app.listen(port, '127.0.0.1')
