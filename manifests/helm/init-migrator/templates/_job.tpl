{{/*
The spec of a Job. Argument:
  root      the chart's root
  command   of the container, with its options
  elected   by the Lease; otherwise by the database, without rights in Kubernetes
  hopeless  exit codes that no retry can help
*/}}
{{- define "init-migrator.jobSpec" -}}
{{- $values := .root.Values }}
{{- $this := dict "values" $values "chart" .root.Chart "command" .command -}}
backoffLimit: 3
{{- with $values.job.ttlSecondsAfterFinished }}
ttlSecondsAfterFinished: {{ int64 . }}
{{- end }}
podFailurePolicy:
  rules:
    # A drained node uses up no try.
    - action: Ignore
      onPodConditions:
        - type: DisruptionTarget
          status: "True"
    - action: FailJob
      onExitCodes:
        containerName: {{ $values.name }}
        operator: In
        values: [{{ .hopeless }}]
template:
  metadata:
    labels:
      {{- include "init-migrator.labels" .root | nindent 6 }}
      {{- with $values.job.podLabels }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- with $values.job.podAnnotations }}
    annotations: {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    restartPolicy: Never
    automountServiceAccountToken: false
    {{- if .elected }}
    serviceAccountName: {{ $values.serviceAccount.name }}
    {{- end }}
    {{- with $values.imagePullSecrets }}
    imagePullSecrets: {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $values.job.nodeSelector }}
    nodeSelector: {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $values.job.tolerations }}
    tolerations: {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- if $values.migrations.copyFrom }}
    initContainers:
      - {{ include "init-migrator.copyContainer" $this | indent 8 | trim }}
    {{- end }}
    containers:
      {{- if .elected }}
      - {{ include "init-migrator.elected" $this | indent 8 | trim }}
    volumes:
      {{- include "init-migrator.volumes" $this | nindent 6 }}
      {{- else }}
      - {{ include "init-migrator.base" $this | indent 8 | trim }}
        env:
          # The database elects: no Lease, and no rights, are there before the first install.
          - name: MIGRATOR_COORDINATION
            value: database
          {{- range $name, $value := $values.settings }}
          - name: {{ $name }}
            value: {{ include "init-migrator.setting" $value | quote }}
          {{- end }}
          {{- include "init-migrator.databaseEnv" $this | trim | nindent 10 }}
        {{- with include "init-migrator.databaseMounts" $this | trim }}
        volumeMounts:
          {{- . | nindent 10 }}
        {{- end }}
    {{- with include "init-migrator.databaseVolumes" $this | trim }}
    volumes:
      {{- . | nindent 6 }}
    {{- end }}
      {{- end }}
{{- end }}
