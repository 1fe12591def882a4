// Medplum's MemoryRepository behind node:http: GET …/Patient/{id} with the checks that the others make.
//   node medplum.mjs PORT PATIENTS.json TOKEN
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { MemoryRepository } from '@medplum/fhir-router';

const [port, file, token] = process.argv.slice(2);
const repository = new MemoryRepository();
for (const patient of JSON.parse(readFileSync(file, 'utf8'))) await repository.createResource(patient);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const tokens = new Map([[token, 'bench']]);

createServer(async (request, response) => {
  const [kind, value] = (request.headers.authorization ?? '').split(' ');
  const id = request.headers['x-request-id'];
  if (kind !== 'Bearer' || !tokens.has(value)) return response.writeHead(401).end();
  if (!uuid.test(id ?? '')) return response.writeHead(400).end();
  try {
    const patient = await repository.readResource('Patient', request.url.slice(request.url.lastIndexOf('/') + 1));
    const body = Buffer.from(JSON.stringify(patient));
    response.writeHead(200, {
      'Content-Type': 'application/fhir+json', ETag: `W/"${patient.meta.versionId}"`, 'X-Request-Id': id, 'Content-Length': body.length,
    }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(Number(port), '127.0.0.1');
