# Praise and questions begin no complaint.
# rules: CMP-4
C> 谢谢你们，服务很好
S> not draft and cases == 0
C> 保养一次多少钱
B> 人工
S> not draft and cases == 0
C> 留电话
B> 想为哪件事留电话？
B> 不留也一样办
S> conversation == 'idle' and ledger == []
C> 算了
B> 没有正在填写
S> not draft
