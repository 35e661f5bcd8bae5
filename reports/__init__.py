"""What people read: mails, workbooks and pages, rendered from views and nothing else."""
