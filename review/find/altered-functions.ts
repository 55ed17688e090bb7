import { isObject, ownValue, type Json, type JsonObject } from '../../template/values/template';

/** Variables that load other code into a function, send its calls elsewhere, or lower its own guards. */
const ALTERING_VARIABLES =
  /^(NODE_OPTIONS|NODE_PATH|AWS_LAMBDA_EXEC_WRAPPER|LD_PRELOAD|LD_LIBRARY_PATH|AWS_ENDPOINT_URL.*|NODE_EXTRA_CA_CERTS|ACCEPT_EVENTS_OF_UNKNOWN_AGE)$/;

/** The layers and variables by which a disposal function can do something else than its code says, by name. */
export function listAlterations(properties: JsonObject): JsonObject {
  const environment = ownValue<Json>(properties, 'Environment');
  const variables = isObject(environment) ? ownValue<Json>(environment, 'Variables') : undefined;
  const layers = ownValue<Json>(properties, 'Layers') ?? [];
  const hasLayers = !Array.isArray(layers) || layers.length > 0;
  return Object.fromEntries([
    ...(hasLayers ? [['Layers', layers] as const] : []),
    ...Object.entries(isObject(variables) ? variables : {}).filter(([name]) => ALTERING_VARIABLES.test(name)),
  ]);
}
