// Every test that the BSI's validator has (schema, mandatory, optional or recommended, informative) on each file that a line
// of standard input names, in one process. Prints a line of JSON for each finding. The arguments are the folder of the
// packages, and the library's folder of the edition: none for CSAF 2.0, `csaf_2_1/` for 2.1.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(`${process.argv[2]}/`)
const folder = process.argv[3] ?? ''
const library = dirname(require.resolve('@secvisogram/csaf-validator-lib/validateStrict.js'))
const load = async (name) => import(pathToFileURL(join(library, name)))
// Its schemas want scores to be multiples of 0.1, which 8.7 is not in binary numbers.
if (folder) (await load(`${folder}csafAjv.js`)).default.opts.multipleOfPrecision = 6
const { default: validate } = await load('validate.js')
// Two ask the network whether addresses answer; spelling needs dictionaries, and none knows a project's own words.
const left = ['6_3_6', '6_3_7', '6_3_8'].map((test) => `informativeTest_${test}`)
// Of 2.1, this one knows the fields of 2.0 alone; the strict schema of 2.1 has the same test.
if (folder) left.push('recommendedTest_6_2_20')
const tests = Object.entries(await load(`${folder}full.js`)).filter(([name]) => !left.includes(name))

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
