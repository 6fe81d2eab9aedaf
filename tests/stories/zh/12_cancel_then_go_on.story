# 12 Anything else than the two choices, and the form goes on; 退订 in between asks the question again.
# rules: CMP-2 CON-8
C> 空调不制冷
C> 不会
C> 取消
C> 退订
B> 已停止所有营销联系
B> 草稿怎么处理
B> 1 保留7天
S> step == 'cancel' and ledger
C> 还是继续填吧
B> 是什么时候发生的？
S> step == 'when' and draft
C> 取消
C> [album a.jpg b.jpg]
S> step == 'cancel' and draft_files == 2
