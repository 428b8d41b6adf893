# connect-outbound-chat within Terraform: the release's template as a CloudFormation stack, so that its parameters, alarms and
# roles stay those that are tested there.
#
#   aws cloudformation package --template-file template.yaml --s3-bucket BUCKET --output-template-file packaged.yaml
#   terraform init && terraform apply -var bucket=BUCKET -var packaged_template=packaged.yaml …
#
# `package` puts the code into the bucket and writes where it lies into packaged.yaml.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "bucket" {
  description = "Bucket that the code was packaged into, in the Region of the Connect instance."
  type        = string
}

variable "packaged_template" {
  description = "Path of packaged.yaml."
  type        = string
}

variable "connect_instance_arn" {
  description = "ARN of the Amazon Connect instance."
  type        = string
}

variable "connect_flow_arn" {
  description = "ARN of the flow that leads the new contact."
  type        = string
}

variable "sms_number_arn" {
  description = "ARN of the number that SMS is sent from."
  type        = string
}

variable "alarm_email" {
  description = "Who is told when an alarm rings."
  type        = string
  default     = ""
}

data "aws_s3_bucket" "code" {
  bucket = var.bucket
}

# The template is larger than what CloudFormation takes in a call (51,200 bytes): it is read from the bucket. Its name holds
# its digest, so that a changed template updates the stack.
resource "aws_s3_object" "template" {
  bucket = var.bucket
  key    = "connect-outbound-chat/${filemd5(var.packaged_template)}.yaml"
  source = var.packaged_template
}

resource "aws_cloudformation_stack" "outbound_chat" {
  name         = "connect-outbound-chat"
  template_url = "https://${data.aws_s3_bucket.code.bucket_regional_domain_name}/${aws_s3_object.template.key}"
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]

  parameters = {
    ConnectInstanceArn  = var.connect_instance_arn
    ConnectFlowArn      = var.connect_flow_arn
    SmsNumberArn        = var.sms_number_arn
    DefaultCountry      = "US"
    AllowedDestinations = "+1"
    AlarmEmail          = var.alarm_email
  }
}

output "queue_arn" {
  description = "Target for pipes, schedules and state machines of your own."
  value       = aws_cloudformation_stack.outbound_chat.outputs["QueueArn"]
}

output "start_url" {
  description = "POST request documents here."
  value       = aws_cloudformation_stack.outbound_chat.outputs["StartUrl"]
}
