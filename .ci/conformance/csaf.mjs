// Every test of CSAF 2.0 that the BSI's validator has (schema, mandatory, optional, informative) on each file that a line
// of standard input names, in one process. Prints a line of JSON for each finding.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(`${process.argv[2]}/`)
const load = async (name) => import(pathToFileURL(require.resolve(`@secvisogram/csaf-validator-lib/${name}`)))
const { default: validate } = await load('validateStrict.js')
// Two ask the network whether addresses answer; spelling needs dictionaries, and none knows a project's own words.
const left = ['6_3_6', '6_3_7', '6_3_8'].map((test) => `informativeTest_${test}`)
const tests = Object.entries(await load('full.js')).filter(([name]) => !left.includes(name))

for (const path of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const { tests: results } = await validate(tests.map(([, test]) => test), JSON.parse(readFileSync(path, 'utf8')))
  for (const { name, errors, warnings, infos } of results) {
    const say = (severity, { instancePath, message }) =>
      console.log(JSON.stringify({ path, severity, text: `${test} ${instancePath}: ${message}` }))
    // As the specification numbers it.
    const test = name.replace(/^[a-z]+Test_/i, '').replaceAll('_', '.')
    errors.forEach((error) => say('error', error))
    warnings.forEach((warning) => say('warning', warning))
    infos.forEach((info) => say('note', info))
  }
}
