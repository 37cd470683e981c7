// The custom resource definitions -> templates of the chart. Their schemas are written without spaces: Helm keeps all
// templates and what they give in a Secret, which may have 1 MiB (test/unit/release/size.test.ts measures it).
import { definition } from '../hooks/api/definition.ts';
import { GROUP, KINDS, type Kind } from '../hooks/api/kinds.ts';
import { dumpYaml } from '../hooks/core/yaml.ts';
import { escaped } from './paths.ts';

const SCHEMA = 'SCHEMA';

const indent = (text: string, spaces: number): string => text.replace(/^(?=.)/gm, ' '.repeat(spaces));

/** A version with its schema on one line. */
function versionText(version: ReturnType<typeof definition>['spec']['versions'][number]): string {
  const text = dumpYaml([{ ...version, schema: { openAPIV3Schema: SCHEMA } }]);
  return indent(
    text.replace(SCHEMA, () => escaped(JSON.stringify(version.schema.openAPIV3Schema))),
    2,
  );
}

/** The conversion webhook, where the values ask for a version that needs it. */
const CONVERSION = `  {{- if .Values.admission.conversion }}
  conversion:
    strategy: Webhook
    webhook:
      clientConfig:
        {{- $path := "/conversion/PLURAL" }}
        {{- include "prometheus-metacontroller.admission.clientConfig" (dict "context" . "path" $path) | nindent 8 }}
      conversionReviewVersions: [v1]
  {{- end }}
`;
const CA = `    {{- if .Values.admission.conversion }}
    {{- include "prometheus-metacontroller.admission.caAnnotations" . | nindent 4 }}
    {{- end }}
`;

function template(kind: Kind): string {
  const { apiVersion, kind: crd, metadata, spec } = definition(kind, true);
  const { versions, ...rest } = spec;
  const [stored, ...converted] = versions.map(versionText);
  const isConverted = converted.length > 0;
  return [
    '{{- /* Written by `npm run chart` from hooks/api; edit there. */}}\n',
    '{{- if .Values.crds.enabled }}\n',
    dumpYaml({ apiVersion, kind: crd }),
    `metadata:\n  name: ${metadata.name}\n`,
    '  labels:\n    {{- include "prometheus-metacontroller.labels" . | nindent 4 }}\n',
    '  annotations:\n    helm.sh/resource-policy: keep\n',
    '    {{- with .Values.crds.annotations }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}\n',
    isConverted ? CA : '',
    `spec:\n${indent(dumpYaml(rest), 2)}`,
    isConverted ? CONVERSION.replace('PLURAL', kind.plural) : '',
    `  versions:\n${stored}`,
    ...converted.map((text) => `  {{- if .Values.admission.conversion }}\n${text}  {{- end }}\n`),
    '{{- end }}\n',
  ].join('');
}

/** The templates of all definitions, by their path in the chart. */
export function definitionTemplates(): ReadonlyMap<string, string> {
  const kinds: readonly Kind[] = KINDS;
  return new Map(kinds.map((kind) => [`templates/crds/${kind.plural}.${GROUP}.yaml`, template(kind)]));
}
