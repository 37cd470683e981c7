{{- /* Parts of the objects of monitoring. */}}

{{- /* Selects the hooks and the admission webhooks, if they are installed. */}}
{{- define "prometheus-metacontroller.measured" -}}
matchExpressions:
  - key: app.kubernetes.io/name
    operator: In
    values:
      - {{ include "prometheus-metacontroller.fullname" . }}
      - {{ include "prometheus-metacontroller.admission.fullname" . }}
{{- end }}

{{- /* Labels of an object of monitoring. Takes a dict: context, more (labels of the user, which win). */}}
{{- define "prometheus-metacontroller.labelsWith" -}}
{{- toYaml (mergeOverwrite (include "prometheus-metacontroller.labels" .context | fromYaml) .more) }}
{{- end }}

{{- /* Labels of monitors and rules. */}}
{{- define "prometheus-metacontroller.monitorLabels" -}}
{{- $name := dict "app.kubernetes.io/name" (include "prometheus-metacontroller.fullname" .) }}
{{- $more := merge $name .Values.monitoring.labels }}
{{- include "prometheus-metacontroller.labelsWith" (dict "context" . "more" $more) }}
{{- end }}
