{{- /* Parts of pods. */}}

{{- /* Name of an image: registry, repository, and digest or tag. Takes a dict: image, tag. */}}
{{- define "prometheus-metacontroller.image" -}}
{{- $name := .image.repository }}
{{- with .image.registry }}
{{- $name = printf "%s/%s" (trimSuffix "/" .) $name }}
{{- end }}
{{- if .image.digest }}
{{- printf "%s@%s" $name .image.digest }}
{{- else }}
{{- printf "%s:%s" $name (.image.tag | default .tag) }}
{{- end }}
{{- end }}

{{- /* A value of an option as the text of its flag: lists and maps with commas. */}}
{{- define "prometheus-metacontroller.optionText" -}}
{{- if kindIs "slice" . }}
{{- join "," . }}
{{- else if kindIs "map" . }}
{{- $pairs := list }}
{{- range $name, $value := . }}
{{- $pairs = append $pairs (printf "%s=%v" $name $value) }}
{{- end }}
{{- join "," $pairs }}
{{- else if kindIs "float64" . }}
{{- int64 . }}
{{- else }}
{{- . }}
{{- end }}
{{- end }}

{{- /* Options as a list of flags: queryTier is --query-tier. */}}
{{- define "prometheus-metacontroller.flags" -}}
{{- range $name, $value := . }}
{{- if not (kindIs "invalid" $value) }}
- {{ printf "--%s=%s" (kebabcase $name) (include "prometheus-metacontroller.optionText" $value) | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- /* What all pods share: pull secrets, security context, where they run. */}}
{{- define "prometheus-metacontroller.pod" -}}
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- /* Spread over the nodes. Takes a dict: context, name (of the pods). */}}
{{- define "prometheus-metacontroller.spread" -}}
topologySpreadConstraints:
{{- if .context.Values.topologySpreadConstraints }}
  {{- toYaml .context.Values.topologySpreadConstraints | nindent 2 }}
{{- else }}
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        app.kubernetes.io/name: {{ .name }}
{{- end }}
{{- end }}

{{- /* Probes of the hooks. Takes a dict: port (its name), scheme, tcp (the port asks for a client certificate). */}}
{{- define "prometheus-metacontroller.probes" -}}
readinessProbe:
  {{- include "prometheus-metacontroller.probe" (merge (dict "path" "/readyz") .) | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 6
livenessProbe:
  {{- include "prometheus-metacontroller.probe" (merge (dict "path" "/healthz") .) | nindent 2 }}
  periodSeconds: 20
  timeoutSeconds: 10
  failureThreshold: 6
{{- end }}

{{- define "prometheus-metacontroller.probe" -}}
{{- if .tcp -}}
tcpSocket:
  port: {{ .port }}
{{- else -}}
httpGet:
  path: {{ .path }}
  port: {{ .port }}
  {{- if eq .scheme "HTTPS" }}
  scheme: HTTPS
  {{- end }}
{{- end }}
{{- end }}
