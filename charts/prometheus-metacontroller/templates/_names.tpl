{{- /* Names, labels and addresses that several objects share. */}}

{{- define "prometheus-metacontroller.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "prometheus-metacontroller.admission.fullname" -}}
{{ include "prometheus-metacontroller.fullname" . }}-admission
{{- end }}

{{- /* Labels of every object. app.kubernetes.io/name is beside them, where pods are selected by it. */}}
{{- define "prometheus-metacontroller.labels" -}}
{{- $own := dict
  "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_")
  "app.kubernetes.io/instance" .Release.Name
  "app.kubernetes.io/version" .Chart.AppVersion
  "app.kubernetes.io/managed-by" .Release.Service
  "app.kubernetes.io/part-of" "prometheus-metacontroller" }}
{{- toYaml (merge $own .Values.commonLabels) }}
{{- end }}

{{- define "prometheus-metacontroller.serviceAccountName" -}}
{{ .Values.serviceAccount.name | default (include "prometheus-metacontroller.fullname" .) }}
{{- end }}

{{- define "prometheus-metacontroller.admission.serviceAccountName" -}}
{{ .Values.admission.serviceAccount.name | default (include "prometheus-metacontroller.admission.fullname" .) }}
{{- end }}

{{- define "prometheus-metacontroller.metacontroller.namespace" -}}
{{ ternary .Release.Namespace .Values.metacontroller.namespace .Values.metacontroller.enabled }}
{{- end }}

{{- define "prometheus-metacontroller.tokenSecret" -}}
{{ .Values.token.existingSecret | default (printf "%s-token" (include "prometheus-metacontroller.fullname" .)) }}
{{- end }}

{{- define "prometheus-metacontroller.admission.secret" -}}
{{ .Values.admission.certificate.existingSecret | default (include "prometheus-metacontroller.admission.fullname" .) }}
{{- end }}

{{- /* Host and port of the hooks, as Metacontroller reaches them. */}}
{{- define "prometheus-metacontroller.host" -}}
{{ include "prometheus-metacontroller.fullname" . }}.{{ .Release.Namespace }}.svc:8080
{{- end }}

{{- define "prometheus-metacontroller.url" -}}
{{ ternary "https" "http" (ne .Values.tls.existingSecret "") }}://{{ include "prometheus-metacontroller.host" . }}
{{- end }}

{{- /* endpointConfigs of a controller: the token, and certificates if there is TLS. */}}
{{- define "prometheus-metacontroller.endpointConfigs" -}}
- host: {{ include "prometheus-metacontroller.host" . }}
  authorization:
    type: Bearer
    secretRef:
      name: {{ include "prometheus-metacontroller.tokenSecret" . }}
      namespace: {{ .Release.Namespace }}
      key: token
  {{- with .Values.tls.existingSecret }}
  caBundle:
    secretRef:
      name: {{ . }}
      namespace: {{ $.Release.Namespace }}
      key: ca.crt
  {{- end }}
  {{- with .Values.tls.clientSecret }}
  clientTLS:
    secretRef:
      name: {{ . }}
      namespace: {{ $.Release.Namespace }}
    certKey: tls.crt
    privateKeyKey: tls.key
  {{- end }}
{{- end }}

{{- /* Not empty if pods get annotations, so that changes are mounted within seconds. */}}
{{- define "prometheus-metacontroller.propagation" -}}
{{- if and .Values.controllers.pods (ne (toString .Values.options.propagation) "false") }}true{{ end }}
{{- end }}

{{- /* Not empty if there is a kubelet Service. */}}
{{- define "prometheus-metacontroller.kubelet" -}}
{{- if and .Values.controllers.kubelet .Values.options.kubeletService }}true{{ end }}
{{- end }}
